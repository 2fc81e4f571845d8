import { defineModel } from 'sparkify';
import { sql } from 'sparkify/kysely';

export default defineModel({
  description: 'Plays by the metropolitan area of the user. Plays without one are left out.',
  columns: {
    location: {
      description: 'The metropolitan area as the log has it: San Francisco-Oakland-Hayward, CA.',
      data_type: 'VARCHAR',
      data_tests: ['not_null', 'unique'],
    },
    city: { description: 'Its first city: San Francisco.', data_type: 'VARCHAR', data_tests: ['not_null'] },
    states: { description: 'Its states: CA, or NY-NJ-PA of three.', data_type: 'VARCHAR' },
    plays: {
      description: 'How many songs were played there.',
      data_type: 'BIGINT',
      data_tests: ['not_null'],
    },
    listeners: { description: 'By how many users.', data_type: 'BIGINT', data_tests: ['not_null'] },
  },
  query: db =>
    db
      .selectFrom('songplays')
      .select(({ fn }) => [
        'location',
        sql<string>`trim(regexp_extract(location, '^[^,-]*'))`.as('city'),
        sql<string | null>`nullif(trim(regexp_extract(location, ',([^,]*)$', 1)), '')`.as('states'),
        fn.countAll<bigint>().as('plays'),
        fn.count<bigint>('user_id').distinct().as('listeners'),
      ])
      .where('location', 'is not', null)
      .groupBy('location'),
});
