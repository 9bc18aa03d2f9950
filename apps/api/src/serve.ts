import { PeopleService } from '#libs/auth';
import type { Config } from '#libs/common';
import { shutDownOnSignals } from '#libs/host';
import { tellUp } from '#libs/processes';
import { createApp } from './create-app.js';

/** Serves the API until its process is to end. */
export async function serve(config: Config, databaseUrl: string): Promise<void> {
  const app = await createApp(config, databaseUrl);
  shutDownOnSignals(app, async () => undefined);
  await app.get(PeopleService).ensureAdministrator(config.ADMIN_EMAIL!, config.ADMIN_PASSWORD!);
  await app.listen(config.PORT, config.HOST);
  tellUp();
}
