import type { AnyService } from "@/lib/define-service";
import { unreachableMedia } from "@/lib/media/field";
import { findEntry } from "@/lib/routing/entries";
import { roleRequest, roleServices } from "@/lib/routing/role-service";
import * as services from "@/lib/services";
import { type AnyWorkflow, workflowOf } from "./define-workflow";
import * as workflows from "./workflows";

/** Everything a caller can name as `model`: the workflows, then each service by itself. */

/** By id: loaders differ in the order in which they list a module's exports. */
export const allServices: AnyService[] = Object.values(services)
  .map(withReachableMedia)
  .sort((a, b) => (a.id < b.id ? -1 : 1));
/** What is asked for without naming who does it. */
export const allRoles: AnyService[] = roleServices.map(withReachableMedia).sort((a, b) => (a.id < b.id ? -1 : 1));
export const allWorkflows: AnyWorkflow[] = [
  ...Object.values(workflows),
  ...allServices.map(workflowOf),
  ...allRoles.map((role) => ({ ...workflowOf(role), input: requestInput(role) })),
];

/** What a person may ask of a service: of a role, what one of its entries can do. */
export function requestInput(service: AnyService): AnyService["input"] {
  return service.kind === "role" ? roleRequest(service) : service.input;
}

/** Refuses a service whose media would be handed on as its own addresses, and never be stored. */
export function withReachableMedia(service: AnyService): AnyService {
  const refuse = (fields: string[], where: string, how: string) => {
    if (fields.length > 0)
      throw new Error(`${service.id}: move the media of ${where} "${fields.join('", "')}" ${how}.`);
  };
  refuse(unreachableMedia(service.input, { flat: true }), "the input", "into fields or lists of their own");
  refuse(unreachableMedia(service.output, { flat: false }), "the output", "into objects and arrays");
  return service;
}

const servicesById = new Map([...allServices, ...allRoles].map((service) => [service.id, service]));
const workflowsByModel = new Map(allWorkflows.map((workflow) => [workflow.model, workflow]));

export const findWorkflow = (model: string) => workflowsByModel.get(model);
export const isService = (model: string) => servicesById.has(model);

/** Undefined for a service or role that no longer exists. */
export const findService = (id: string): AnyService | undefined => servicesById.get(id);

export function serviceOf(id: string): AnyService {
  const service = findService(id);
  if (!service) throw new Error(`There is no service "${id}".`);
  return service;
}

/** Who makes a call: its service, or the entry of a role that its newest request went to. */
export function makerOf(
  call: { service: string; entry: string | null },
  service = serviceOf(call.service),
): AnyService {
  return service.kind === "role" && call.entry ? findEntry(service.id, call.entry) : service;
}
