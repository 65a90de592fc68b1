import { assertNever } from '../shared/assert-never.ts';
import { roleOf } from './options.ts';

// The desktop app's one binary. Each role loads its own code alone: the engine never sees a window, the shell never a broker.
const role = roleOf(process.argv);
switch (role.role) {
  case 'shell':
    void import('./electron-shell.ts').then(({ runShell }) => runShell());
    break;
  case 'engine':
    void import('../engine/index.ts').then(({ runEngine }) => runEngine(role.flags));
    break;
  case 'bot-helper':
    void import('../engine/bots/helper/main.ts');
    break;
  default:
    assertNever(role);
}
