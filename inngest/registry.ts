import type { AnyService } from "@/lib/define-service";
import { unreachableMedia } from "@/lib/media/field";
import * as services from "@/lib/services";
import { type AnyWorkflow, workflowOf } from "./define-workflow";
import * as workflows from "./workflows";

/** Everything a caller can name as `model`: the workflows, then each service by itself. */

/** By id: loaders differ in the order in which they list a module's exports. */
export const allServices: AnyService[] = Object.values(services)
  .map(withReachableMedia)
  .sort((a, b) => (a.id < b.id ? -1 : 1));
export const allWorkflows: AnyWorkflow[] = [...Object.values(workflows), ...allServices.map(workflowOf)];

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

const servicesById = new Map(allServices.map((service) => [service.id, service]));
const workflowsByModel = new Map(allWorkflows.map((workflow) => [workflow.model, workflow]));

export const findWorkflow = (model: string) => workflowsByModel.get(model);
export const isService = (model: string) => servicesById.has(model);

export function serviceOf(id: string): AnyService {
  const service = servicesById.get(id);
  if (!service) throw new Error(`There is no service "${id}".`);
  return service;
}
