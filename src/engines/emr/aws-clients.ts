import type * as Emr from '@aws-sdk/client-emr';
import type * as Serverless from '@aws-sdk/client-emr-serverless';
import { type AwsPlace, awsOptions } from '../../storage/aws/aws-options.ts';

/** The client of EMR is a megabyte, so it is loaded when it is needed. */
export async function openEmr(place: AwsPlace) {
  const sdk: typeof Emr = await import('@aws-sdk/client-emr');
  const options = await awsOptions(place);
  // What starts something is repeated only when it is known that it has started nothing: see `startOnce`.
  const starter = new sdk.EMRClient({ ...options, maxAttempts: 1 });
  return { sdk, client: new sdk.EMRClient(options), starter };
}

/** As large. */
export async function openServerless(place: AwsPlace) {
  const sdk: typeof Serverless = await import('@aws-sdk/client-emr-serverless');
  return { sdk, client: new sdk.EMRServerlessClient(await awsOptions(place)) };
}
