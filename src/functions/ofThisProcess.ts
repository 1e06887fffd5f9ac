import { unbroken, type Application } from '../app/application.ts';

/** The application of this process's environment. @throws SettingsError naming the setting */
export const ofThisProcess = (): Application => unbroken(process.env);
