import { defineModel } from 'sparkify';
import { sql } from 'sparkify/kysely';

const periods = ['day', 'week', 'month'] as const;

/** One table for each period: what would be a loop in Jinja. */
export default periods.map(period =>
  defineModel({
    name: `active_users_by_${period}`,
    description: `How many users played a song in each ${period}, by subscription level. Who changed the level counts for both.`,
    columns: {
      period: {
        description: `First day of the ${period}, in UTC${period === 'week' ? '; a Monday' : ''}.`,
        data_type: 'DATE',
        data_tests: ['not_null'],
      },
      level: {
        description: 'Subscription level at the time of the plays.',
        data_type: 'VARCHAR',
        data_tests: [
          'not_null',
          { relationships: { arguments: { to: "ref('subscription_levels')", field: 'level' } } },
        ],
      },
      users: {
        description: 'Different users who played a song.',
        data_type: 'BIGINT',
        data_tests: ['not_null', { accepted_range: { arguments: { min_value: 1 } } }],
      },
      plays: { description: 'How many songs they played.', data_type: 'BIGINT', data_tests: ['not_null'] },
    },
    data_tests: [
      { unique_combination_of_columns: { arguments: { combination_of_columns: ['period', 'level'] } } },
    ],
    query: db =>
      db
        .selectFrom('songplays')
        .select(({ fn }) => [
          sql<Date>`cast(date_trunc(${period}, start_time) as date)`.as('period'),
          'level',
          fn.count<bigint>('user_id').distinct().as('users'),
          fn.countAll<bigint>().as('plays'),
        ])
        .groupBy(['period', 'level']),
  }),
);
