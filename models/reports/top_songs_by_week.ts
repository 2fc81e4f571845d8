import { defineModel } from 'sparkify';

export default defineModel({
  description: `
The ten songs that were played most in each week, by title and artist as the log has them, known to the catalog or not. Songs
with as many plays are ordered by title, then by artist.`,
  // Of a new day's plays only that week is counted again.
  config: { materialized: 'incremental', follows: 'stg_events', unique_key: 'week' },
  columns: {
    week: { description: 'Monday of the week, in UTC.', data_type: 'DATE', data_tests: ['not_null'] },
    position: {
      description: 'Place of the song in its week, from 1.',
      data_type: 'BIGINT',
      data_tests: ['not_null', { accepted_range: { arguments: { min_value: 1, max_value: 10 } } }],
    },
    song: { description: 'Title of the song.', data_type: 'VARCHAR', data_tests: ['not_null'] },
    artist: { description: 'Name of the artist.', data_type: 'VARCHAR' },
    plays: { description: 'How often it was played.', data_type: 'BIGINT', data_tests: ['not_null'] },
    listeners: {
      description: 'How many users played it.',
      data_type: 'BIGINT',
      data_tests: ['not_null', { accepted_range: { arguments: { min_value: 1 } } }],
    },
  },
  data_tests: [
    { unique_combination_of_columns: { arguments: { combination_of_columns: ['week', 'position'] } } },
  ],
  query: db =>
    db
      // A play that was delivered several times is one play.
      .with('plays', db =>
        db
          .selectFrom('stg_events')
          .select(['session_id', 'item_in_session', 'ts', 'user_id', 'level', 'location', 'user_agent'])
          .select(['song', 'artist', 'week'])
          .distinct()
          .where('page', '=', 'NextSong'),
      )
      .with('ranked', db =>
        db
          .selectFrom('plays')
          .select(({ fn }) => [
            'week',
            'song',
            'artist',
            fn.countAll<bigint>().as('plays'),
            fn.count<bigint>('user_id').distinct().as('listeners'),
            fn
              .agg<bigint>('row_number')
              .over(over =>
                over
                  .partitionBy('week')
                  .orderBy(fn.countAll(), 'desc')
                  .orderBy('song')
                  .orderBy('artist', order => order.asc().nullsLast()),
              )
              .as('position'),
          ])
          .where('song', 'is not', null)
          .groupBy(['week', 'song', 'artist']),
      )
      .selectFrom('ranked')
      .select(['week', 'position', 'song', 'artist', 'plays', 'listeners'])
      .where('position', '<=', 10n),
});
