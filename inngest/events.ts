import { eventType, staticSchema } from "inngest";
import * as names from "@/lib/event-names";

/** The engine's events as typed triggers of functions: what `event.data` contains follows from the trigger. */

const typed = <Name extends keyof names.EngineData & string>(name: Name) =>
  eventType(name, { schema: staticSchema<names.EngineData[Name]>() });

export const jobQueued = (model: string) => typed(names.jobQueued(model));
export const callAnswered = typed(names.callAnswered);
export const jobCancelling = typed(names.jobCancelling);
export const jobEnded = typed(names.jobEnded);
export const deliveryDue = typed(names.deliveryDue);
