/** Names of variables whose values must not be written down, whoever put them into a text. */
const secretName = /SECRET|PASSWORD|PASSWD|TOKEN|CREDENTIAL|PRIVATE|(^|_)KEY$/i;

/** Shorter ones would be found in ordinary words. */
const shortestSecret = 6;

/**
 * Gives a replacer for JSON.stringify that writes `*****` for the values of variables whose names tell that they are
 * secret, as dbt does for `DBT_ENV_SECRET…`; undefined when there are none.
 *
 * @param env variables that a template may read
 */
export function hideSecrets(
  env: Readonly<Record<string, string>>,
): ((key: string, value: unknown) => unknown) | undefined {
  const secrets = Object.entries(env)
    .filter(([name, value]) => secretName.test(name) && value.length >= shortestSecret)
    .map(([, value]) => value);
  if (secrets.length === 0) return undefined;
  return (_key, value) =>
    typeof value === 'string'
      ? secrets.reduce((text, secret) => text.replaceAll(secret, '*****'), value)
      : value;
}

/** The same plain data without the values of secret variables. */
export function withoutSecrets<T>(data: T, env: Readonly<Record<string, string>>): T {
  const replacer = hideSecrets(env);
  return replacer === undefined ? data : (JSON.parse(JSON.stringify(data, replacer)) as T);
}
