import type { AnyService } from "@/lib/service";
import * as services from "@/lib/services";
import { type AnyWorkflow, workflowOf } from "./workflow";
import * as workflows from "./workflows";

/** Everything a caller can name as `model`: the workflows, then each service by itself. */

export const allServices: AnyService[] = Object.values(services);
export const allWorkflows: AnyWorkflow[] = [...Object.values(workflows), ...allServices.map(workflowOf)];

const servicesById = new Map(allServices.map((service) => [service.id, service]));
const workflowsByModel = new Map(allWorkflows.map((workflow) => [workflow.model, workflow]));

export const findWorkflow = (model: string) => workflowsByModel.get(model);
export const isService = (model: string) => servicesById.has(model);

export function serviceOf(id: string): AnyService {
  const service = servicesById.get(id);
  if (!service) throw new Error(`There is no service "${id}".`);
  return service;
}
