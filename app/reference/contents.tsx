import { groups, objects, summaryIn } from "./description";
import type { Words } from "./fields";
import { Prose } from "./prose";

const names = ["jobs", "batches", "media", "webhooks", "keys", "description"] as const;

/** A group's title in the page's language. */
export const groupTitle = (name: string, t: Words): string => {
  const known = names.find((one) => one === name);
  return known ? t(`reference.groups.${known}`) : name;
};

const link = "block rounded-md py-1.5 text-soft hover:text-ink lg:py-1";

/** The links to every operation and object. */
export function Contents({ t, spoken }: { t: Words; spoken: string }) {
  return (
    <div className="flex flex-col gap-5">
      {groups.map(({ name, calls }) => (
        <div key={name} data-group>
          <p className="mb-1 font-semibold">{groupTitle(name, t)}</p>
          <ul>
            {calls.map(({ operation }) => (
              <li key={operation.operationId} data-of={operation.operationId}>
                <a href={`#${operation.operationId}`} className={link}>
                  <Prose text={summaryIn(spoken, operation).split(/[:;] |[：；]/)[0] ?? ""} />
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <div data-group>
        <p className="mb-1 font-semibold">{t("reference.objects")}</p>
        <ul>
          {objects.map(([name]) => (
            <li key={name} data-of={name}>
              <a href={`#${name}`} className={`${link} font-mono`}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
