/** `parta doctor` */
import type { Command } from '../command.ts';
export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'checks a deployment and says what to fix',
  help: '',
  run: () => Promise.resolve(1),
};
