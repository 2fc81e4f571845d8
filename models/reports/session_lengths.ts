import { defineModel } from 'sparkify';
import { sql } from 'sparkify/kysely';

export default defineModel({
  description:
    'How long each session was, from the beginning of its first play to the beginning of its last.',
  columns: {
    session_id: { description: 'Number of the session.', data_type: 'INTEGER', data_tests: ['not_null'] },
    user_id: {
      description: 'Whose session it was.',
      data_type: 'INTEGER',
      data_tests: ['not_null', { relationships: { arguments: { to: "ref('users')", field: 'user_id' } } }],
    },
    started_at: {
      description: 'When its first play began, in UTC.',
      data_type: 'TIMESTAMP',
      data_tests: ['not_null'],
    },
    ended_at: {
      description: 'When its last play began, in UTC.',
      data_type: 'TIMESTAMP',
      data_tests: ['not_null'],
    },
    seconds: {
      description: 'Whole seconds between the two; 0 for a session of one play.',
      data_type: 'BIGINT',
      data_tests: ['not_null', { accepted_range: { arguments: { min_value: 0 } } }],
    },
    plays: { description: 'How many songs were played.', data_type: 'BIGINT', data_tests: ['not_null'] },
  },
  data_tests: [
    { unique_combination_of_columns: { arguments: { combination_of_columns: ['session_id', 'user_id'] } } },
  ],
  query: db =>
    db
      .selectFrom('songplays')
      .select(({ fn }) => [
        'session_id',
        'user_id',
        fn.min('start_time').as('started_at'),
        fn.max('start_time').as('ended_at'),
        sql<bigint>`date_diff('second', min(start_time), max(start_time))`.as('seconds'),
        fn.countAll<bigint>().as('plays'),
      ])
      .groupBy(['session_id', 'user_id']),
});
