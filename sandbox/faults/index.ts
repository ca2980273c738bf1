import type { Fault } from "./fault";
import { resultFaults } from "./result";
import { submitFaults } from "./submit";
import { vendorFaults } from "./vendor";
import { webhookFaults } from "./webhook";
import { workFaults } from "./work";

/** Everything that can go wrong on demand. `GET /admin/faults` lists it. */
export const faults: readonly Fault[] = [
  ...submitFaults,
  ...workFaults,
  ...vendorFaults,
  ...resultFaults,
  ...webhookFaults,
];

export const faultNamed = new Map(faults.map((fault) => [fault.name, fault]));
