/** The Kysely that sparkify itself uses, for TypeScript models and readers: `import { sql } from 'sparkify/kysely'`. */
export * from 'kysely';
