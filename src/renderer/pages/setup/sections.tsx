import type { ReactNode } from 'react';
import type { ConfigDocument } from '../../../shared/api/configuration.ts';
import type { EngineState } from '../../../shared/api/state.ts';
import { AlertsSection } from './alerts-section.tsx';
import { ButtonsSection } from './buttons-section.tsx';
import { Collection } from './collection.tsx';
import { Controls } from './form/control.tsx';
import { settingsAt } from './form/schema.ts';
import { buttonsLine, engineLine, membersLine, triggersLine, windowLine } from './summaries.ts';
import { TriggersSection } from './triggers-section.tsx';

export interface Section {
  /** In the address: `#/setup/brokers`. */
  id: string;
  title: string;
  /** What it holds, in one line. */
  line: (draft: ConfigDocument) => string;
  /** The settings whose faults and changes are its own, as the beginnings of their paths. */
  owns: readonly string[];
  body: (live: EngineState | null) => ReactNode;
}

/** The parts of the configuration, in the order in which somebody who begins needs them. */
export const sections: readonly Section[] = [
  {
    id: 'brokers',
    title: 'Brokers',
    line: (draft) => membersLine(draft, ['brokers']),
    owns: ['brokers'],
    body: () => (
      <>
        <p className="quiet">A kill covers the whole account of each.</p>
        <Collection path={['brokers']} what="broker" />
      </>
    ),
  },
  {
    id: 'buttons',
    title: 'Buttons',
    line: buttonsLine,
    owns: ['devices', 'links'],
    body: (live) => <ButtonsSection live={live} />,
  },
  {
    id: 'alerts',
    title: 'Alerts',
    line: (draft) => membersLine(draft, ['alerts']),
    owns: ['alerts', 'killSwitch.alertChannels', 'watchdog'],
    body: () => <AlertsSection />,
  },
  {
    id: 'bots',
    title: 'Bots',
    line: (draft) => membersLine(draft, ['bots']),
    owns: ['bots'],
    body: () => <Collection path={['bots']} what="bot" />,
  },
  {
    id: 'check-in',
    title: 'Check-in',
    line: windowLine,
    owns: ['deadMan'],
    body: () => (
      <>
        <Controls settings={settingsAt(['deadMan'])} path={['deadMan']} />
        <p className="quiet">
          A longer one holds from the next check-in on; the time that runs now is never moved later.
        </p>
      </>
    ),
  },
  {
    id: 'triggers',
    title: 'Triggers',
    line: triggersLine,
    owns: ['killSwitch.autoTriggerOn', 'killSwitch.requireManualReset'],
    body: () => <TriggersSection />,
  },
  {
    id: 'peers',
    title: 'Peers',
    line: (draft) => membersLine(draft, ['peers']),
    owns: ['peers'],
    body: () => (
      <>
        <p className="quiet">Other engines on the same account. Each tells the others of its kills and check-ins.</p>
        <Collection path={['peers']} what="engine" />
      </>
    ),
  },
  {
    id: 'engine',
    title: 'Engine',
    line: engineLine,
    owns: ['engine'],
    body: () => <Controls settings={settingsAt(['engine'])} path={['engine']} />,
  },
];
