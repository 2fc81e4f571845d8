/** The longest file takes three of them on a machine with two cores, and eight beside another run of all tests. */
const minutes = 20;

/**
 * Fails a file of tests that does not come to its end, and names what it waits for. AVA's own `timeout` cannot: it
 * starts anew with whatever another file tells, and does not start again once a test's own timeout has put it off.
 */
export default function endLate(): void {
  const late = setTimeout(() => {
    const waited = process.getActiveResourcesInfo().join(', ');
    throw new Error(`The file has not ended after ${minutes} minutes. What is open: ${waited}.`);
  }, minutes * 60_000);
  late.unref();
}
