import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { type Upload, UploadsInFlight } from '../../../../src/storage/s3/uploads-in-flight.ts';

/** An upload whose every part is taken at once. */
async function handedOver(
  uploads: UploadsInFlight,
  bytes = 10,
): Promise<{ upload: Upload; late: () => number }> {
  const begun = performance.now();
  let late = 0;
  const upload = uploads.begin(Buffer.alloc(bytes), () => {
    late = performance.now() - begun;
  });
  for await (const _ of upload.content());
  return { upload, late: () => late };
}

test('an upload without an answer is given up when the time has run out, and one with an answer is not', async t => {
  const uploads = new UploadsInFlight(200);
  const silent = await handedOver(uploads);
  const answered = await handedOver(uploads);
  answered.upload.answered();
  t.is(silent.late(), 0);
  await sleep(400);
  t.true(silent.late() > 190, String(silent.late()));
  t.is(answered.late(), 0);
});

test('the time of a body begins anew with each part that is taken', async t => {
  const uploads = new UploadsInFlight(200);
  let late = false;
  const upload = uploads.begin(Buffer.alloc(5 * 2 ** 16), () => {
    late = true;
  });
  for await (const _ of upload.content()) {
    t.false(late);
    await sleep(120);
  }
  t.false(late);
  upload.failed();
});

test('a body of which nothing more is taken is given up', async t => {
  const uploads = new UploadsInFlight(100);
  let reason: Error | undefined;
  const upload = uploads.begin(Buffer.alloc(5 * 2 ** 16), error => {
    reason = error;
  });
  const chunks = upload.content() as AsyncGenerator<Uint8Array>;
  await chunks.next();
  await chunks.next();
  await sleep(250);
  t.is(reason?.name, 'SilentUploadError');
});

test('a large body that was taken quickly leaves no long wait behind, a small one the time of a slow line', async t => {
  const uploads = new UploadsInFlight(100);
  const large = await handedOver(uploads, 16 * 2 ** 20);
  // 10,000 bytes a slow line brings in 0.2 seconds.
  const small = await handedOver(uploads, 10_000);
  await sleep(220);
  t.true(large.late() > 90, String(large.late()));
  t.is(small.late(), 0);
  await sleep(200);
  t.true(small.late() > 290, String(small.late()));
});

test('while bodies that were handed over before are answered an upload goes on waiting, later ones prove nothing', async t => {
  const uploads = new UploadsInFlight(300);
  const before = [await handedOver(uploads), await handedOver(uploads), await handedOver(uploads)];
  const waiting = await handedOver(uploads);
  const after = [await handedOver(uploads), await handedOver(uploads), await handedOver(uploads)];
  for (const { upload } of before) {
    await sleep(150);
    upload.answered();
  }
  await sleep(150);
  t.is(waiting.late(), 0, 'it waits 600 milliseconds, and the line moved meanwhile');
  for (const { upload } of after) upload.answered();
  await sleep(250);
  t.true(waiting.late() > 700, String(waiting.late()));
});
