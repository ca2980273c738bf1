import type { Fault } from "./fault";
import { resultFaults } from "./result";
import { submitFaults } from "./submit";
import { vendorFaults } from "./vendor";
import { webhookFaults } from "./webhook";
import { workFaults } from "./work";

/** All faults; `GET /admin/faults` lists them. */
export const faults: readonly Fault[] = [
  ...submitFaults,
  ...workFaults,
  ...vendorFaults,
  ...resultFaults,
  ...webhookFaults,
];

export const faultNamed = new Map(faults.map((fault) => [fault.name, fault]));
