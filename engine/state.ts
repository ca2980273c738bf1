import type { Crons } from "./crons";
import type { Event } from "./event";
import type { Faults } from "./faults";
import type { Fn } from "./functions";
import type { Keys } from "./keys";
import type { Listeners } from "./listeners";
import type { Log } from "./log";
import type { Queue } from "./queue";
import type { Records } from "./records";
import type { Backoff } from "./retry";
import type { Run } from "./run";
import type { Transport } from "./transport";

/** An address that serves functions. */
export type App = {
  readonly url: URL;
  /** The app's own name, known once it has registered. */
  name?: string;
  /** The last registered settings as text, to detect a registration that changes nothing. */
  registered: string;
  /** The engine is asking the app to register, and repeats that until it does. */
  syncing: boolean;
  /** The problem that was logged last. */
  complaint?: string;
  /** Callbacks for the moment when the app answers again. */
  readonly onBack: Set<() => void>;
};

/** The engine's whole state, in memory only: the app keeps the truth and starts forgotten runs again. */
export type Engine = {
  readonly keys: Keys;
  readonly log: Log;
  readonly backoff: Backoff;
  readonly transport: Transport;
  readonly listeners: Listeners;
  readonly queue: Queue;
  readonly crons: Crons;
  readonly records: Records;
  /** The addresses that apps may register with; empty: any. */
  readonly appKeys: ReadonlySet<string>;
  /** In tests only. */
  readonly faults?: Faults;
  /** By URL. */
  readonly apps: Map<string, App>;
  readonly functions: Map<string, Fn>;
  /** Functions by the event that starts them. */
  readonly triggers: Map<string, { fn: Fn; condition?: Fn["events"][number]["condition"] }[]>;
  readonly runs: Map<string, Run>;
  /** Event ids that have started a function, and until when they count; oldest first. */
  readonly seen: Map<string, number>;
  /** Delivers an event to waiting runs, cancellations and triggers. */
  readonly deliver: (event: Event) => void;
  /** How many times an app has registered. */
  registrations: number;
  closing: boolean;
};
