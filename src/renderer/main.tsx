import './no-eval.ts';
import './styles/tokens.css';
import './styles/page.css';
import './styles/frame.css';
import './styles/plate.css';
import './styles/dead-man.css';
import './styles/kill.css';
import './styles/alerts.css';
import './styles/tables.css';
import './styles/sheets.css';
import './styles/risk.css';
import './styles/ready.css';
import './pages/kills/kills.css';
import './styles/setup.css';
import './styles/first-start.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createClient } from '../client/client.ts';
import { systemTimers } from '../client/timers.ts';
import { App } from './app.tsx';
import { followEngine } from './engine/follow.ts';
import { createKillSender } from './engine/kill-sender.ts';
import { codeInAddress } from './engine/sign-in-code.ts';
import { pageLimits } from './limits.ts';
import { ToolsContext } from './parts/engine-context.tsx';

/** The engine served this page, so it is where the page came from, and the session cookie goes along by itself. */
const engine = { endpoint: { baseUrl: '' }, source: 'window', fetch: window.fetch.bind(window) } as const;
const client = createClient(engine);
const following = followEngine({ ...engine, timers: systemTimers, random: Math.random, wallMs: Date.now });
const killSender = createKillSender({ client, timers: systemTimers });

/** Takes the sign-in code out of the address at once, so that it is in no history and on no screen. */
function takeCode(): string | null {
  const code = codeInAddress(window.location.hash);
  if (code !== null) history.replaceState(null, '', window.location.pathname + window.location.search);
  return code;
}

/** Whether there was a code to spend. */
function spendCode(): boolean {
  const code = takeCode();
  if (code !== null) void following.signIn(code);
  return code !== null;
}

if (!spendCode()) following.start();
// A fresh address that is opened in a tab which shows the page already changes nothing but the fragment.
window.addEventListener('hashchange', spendCode);
setInterval(following.checkForSleep, pageLimits.sleepCheckMs);
document.addEventListener('visibilitychange', following.checkForSleep);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element "root"');
createRoot(root).render(
  <StrictMode>
    <ToolsContext value={{ client, following, killSender }}>
      <App />
    </ToolsContext>
  </StrictMode>,
);
