/** The pages of the service, with what the log says of a visit. */
export const pages = {
  NextSong: { method: 'PUT', status: 200 },
  Home: { method: 'GET', status: 200 },
  Login: { method: 'PUT', status: 307 },
  Logout: { method: 'PUT', status: 307 },
  Upgrade: { method: 'GET', status: 200 },
  'Submit Upgrade': { method: 'PUT', status: 307 },
  Downgrade: { method: 'GET', status: 200 },
  'Submit Downgrade': { method: 'PUT', status: 307 },
  Settings: { method: 'GET', status: 200 },
  'Save Settings': { method: 'PUT', status: 307 },
  About: { method: 'GET', status: 200 },
  Help: { method: 'GET', status: 200 },
  Error: { method: 'GET', status: 404 },
} as const;

export type Page = keyof typeof pages;
