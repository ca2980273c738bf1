import type { Model } from "@/lib/schemas/job";
import { modelGroups } from "@/lib/schemas/model-groups";

/** With more choices than this, the list can be searched. */
export const mostUnsearched = 8;

export type WorkflowGroup = { group: Model["group"]; models: Model[] };

/** The models in groups, recipes before single services; only those that have all words of the search. */
export function groupsOf(models: Model[], search: string): WorkflowGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ id, title, description }: Model) => {
    const text = `${title} ${description} ${id}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const found = models.filter(fits);
  const ofKind = (group: Model["group"], kind: Model["kind"]) =>
    found.filter((model) => model.group === group && model.kind === kind);
  return modelGroups
    .map((group) => ({ group, models: [...ofKind(group, "workflow"), ...ofKind(group, "service")] }))
    .filter((one) => one.models.length > 0);
}
