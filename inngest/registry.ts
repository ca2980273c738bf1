import type { AnyService } from "@/lib/define-service";
import { unreachableMedia } from "@/lib/media/field";
import { findEntry } from "@/lib/routing/entries";
import { roleRequest, roleServices } from "@/lib/routing/role-service";
import * as services from "@/lib/services";
import { withCheck } from "./check-result";
import { type AnyWorkflow, workflowOf } from "./define-workflow";
import * as workflows from "./workflows";

/** Everything that a caller can name as `model`: the workflows, the services and the roles. */

/** Sorted by id, because loaders differ in the order of a module's exports. */
export const allServices: AnyService[] = Object.values(services)
  .map(withReachableMedia)
  .sort((a, b) => (a.id < b.id ? -1 : 1));
/** Roles: capabilities that a caller can request without naming a provider. */
export const allRoles: AnyService[] = roleServices.map(withReachableMedia).sort((a, b) => (a.id < b.id ? -1 : 1));

const recipes: AnyWorkflow[] = Object.values<AnyWorkflow>(workflows).map(withCheck);
/** A workflow with the name of a role takes its place as a model. Workflows can still call the role. */
const isReplaced = ({ id }: AnyService) => recipes.some(({ model }) => model === id);
const isOfRole = ({ model }: AnyWorkflow) => allRoles.some(({ id }) => id === model);
export const allWorkflows: AnyWorkflow[] = [
  ...recipes.filter((workflow) => !isOfRole(workflow)),
  ...recipes.filter(isOfRole),
  ...allServices.filter(takesFlatInput).map(workflowOf),
  ...allRoles.filter((role) => !isReplaced(role)).map((role) => ({ ...workflowOf(role), input: requestInput(role) })),
];

/** The input that a caller may send: for a role, what at least one of its entries accepts. */
export function requestInput(service: AnyService): AnyService["input"] {
  return service.kind === "role" ? roleRequest(service) : service.input;
}

/** Rejects a service with media fields that `mapMedia` cannot reach: their URLs would be passed on and never stored. */
export function withReachableMedia(service: AnyService): AnyService {
  for (const side of ["input", "output"] as const) {
    const fields = unreachableMedia(service[side], { flat: false });
    if (fields.length === 0) continue;
    throw new Error(`${service.id}: move the media of the ${side} "${fields.join('", "')}" into objects and arrays.`);
  }
  return service;
}

/** Whether `input[]` of a request can fill the service's media. Others are called by workflows only. */
function takesFlatInput({ input }: AnyService): boolean {
  return unreachableMedia(input, { flat: true }).length === 0;
}

const servicesById = new Map([...allServices, ...allRoles].map((service) => [service.id, service]));
const workflowsByModel = new Map(allWorkflows.map((workflow) => [workflow.model, workflow]));

export const findWorkflow = (model: string) => workflowsByModel.get(model);
/** Whether a model is a service or role alone, not a recipe. */
export const isService = (model: string) =>
  !recipes.some((recipe) => recipe.model === model) && servicesById.has(model);
export const isRole = (model: string) => isService(model) && servicesById.get(model)?.kind === "role";

/** Undefined for a service or role that no longer exists. */
export const findService = (id: string): AnyService | undefined => servicesById.get(id);

export function serviceOf(id: string): AnyService {
  const service = findService(id);
  if (!service) throw new Error(`There is no service "${id}".`);
  return service;
}

/** The service that handles a call: its own, or the entry of a role that got the newest request. */
export function makerOf(
  call: { service: string; entry: string | null },
  service = serviceOf(call.service),
): AnyService {
  return service.kind === "role" && call.entry ? findEntry(service.id, call.entry) : service;
}

/** The same for a row that may be of another version: undefined for a service or provider that this one does not know. */
export function findMaker(call: { service: string; entry: string | null }): AnyService | undefined {
  const service = findService(call.service);
  try {
    return service && makerOf(call, service);
  } catch {
    return undefined;
  }
}
