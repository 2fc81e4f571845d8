/** The zod that sparkify itself uses, for the schemas in the generated file: `import * as z from 'sparkify/zod'`. */
export * from 'zod';
