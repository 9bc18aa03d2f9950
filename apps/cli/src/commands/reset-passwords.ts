import { loadConfig } from '#libs/common';
import { resetPasswords } from '#libs/embedded-postgres';
import type { Command } from '../command.js';

export const RESET_PASSWORDS: Command = {
  name: 'reset-passwords',
  summary: 'Give the embedded PostgreSQL new passwords, if DATA_DIR/postgres-secrets.json is lost',
  text: 'Stop the service first. The data is kept.',
  run: async () => {
    const { DATA_DIR } = loadConfig({ DATA_DIR: process.env.DATA_DIR });
    await resetPasswords(DATA_DIR);
    console.log(`New passwords are in ${DATA_DIR}/postgres-secrets.json. Start the service again.`);
  },
};
