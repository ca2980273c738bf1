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

/** A place that serves functions. */
export type App = {
  readonly url: URL;
  /** As it calls itself, once it has registered. */
  name?: string;
  /** The settings it last registered, as text: an equal registration changes nothing. */
  registered: string;
  /** Being asked to register, again and again until it does. */
  syncing: boolean;
  /** What is wrong with it, once said. */
  complaint?: string;
  /** What to do as soon as it answers again. */
  readonly onBack: Set<() => void>;
};

/** All the engine knows. Memory only: whoever starts runs keeps the truth, and starts anew what we forget. */
export type Engine = {
  readonly keys: Keys;
  readonly log: Log;
  readonly backoff: Backoff;
  readonly transport: Transport;
  readonly listeners: Listeners;
  readonly queue: Queue;
  readonly crons: Crons;
  readonly records: Records;
  /** The addresses that apps may register with; none: any. */
  readonly appKeys: ReadonlySet<string>;
  /** Only in tests. */
  readonly faults?: Faults;
  /** By URL. */
  readonly apps: Map<string, App>;
  readonly functions: Map<string, Fn>;
  /** Functions by the event that starts them. */
  readonly triggers: Map<string, { fn: Fn; condition?: Fn["events"][number]["condition"] }[]>;
  readonly runs: Map<string, Run>;
  /** Event ids that have started a function, and until when that counts. Oldest first. */
  readonly seen: Map<string, number>;
  /** Takes an event to everyone it concerns. */
  readonly deliver: (event: Event) => void;
  /** How many times an app has registered. */
  registrations: number;
  closing: boolean;
};
