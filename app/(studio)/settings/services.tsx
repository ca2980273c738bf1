"use client";

import { useTranslations } from "use-intl";
import type { ServiceObject } from "@/lib/schemas/service";
import { Lines } from "../_ui/lines";
import { More } from "../_ui/more";
import { StatusBadge } from "../_ui/status-badge";
import { askHealth, listServices } from "./account";
import { useAsked } from "./asked";
import { Counters } from "./counters";
import { Awaited, Section } from "./section";
import { ServiceCard } from "./service-card";

const everyMs = 5000;
const askBoth = () => Promise.all([listServices(), askHealth()]);

/** A service that has neither worked nor failed has nothing to say. */
const isUnused = ({ status, lastAnsweredAt, queue }: ServiceObject) =>
  status === "ok" && lastAnsweredAt === null && queue.running + queue.waiting === 0;

const Cards = ({ services }: { services: ServiceObject[] }) => (
  <ul className="grid gap-3 lg:grid-cols-2">
    {services.map((service) => (
      <ServiceCard key={service.id} service={service} />
    ))}
  </ul>
);

/** The state of the services, the parts of the installation, and the automatic repairs. */
export function Services() {
  const t = useTranslations("settings.services");
  const { answer, problem } = useAsked(askBoth, everyMs);
  const [services = [], health] = answer ?? [];
  const unused = services.filter(isUnused);
  const used = services.filter((service) => !isUnused(service));
  return (
    <Section id="services" title={t("title")} text={t("text")} problem={problem}>
      {!answer && !problem && <Awaited lines={8} />}
      {used.length > 0 && <Cards services={used} />}
      {unused.length > 0 && (
        <More title={t("unused", { n: unused.length })}>
          <div className="pt-3">
            <Cards services={unused} />
          </div>
        </More>
      )}
      {health && (
        <dl className="flex flex-wrap gap-x-8 gap-y-3">
          {(["database", "storage", "engine", "media"] as const).map((part) => (
            <div key={part} className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <dt className="text-sm text-soft">{t(part)}</dt>
              <dd>
                <StatusBadge tone={health[part].status === "ok" ? "good" : "bad"} label={t(health[part].status)} />
              </dd>
              {part === "media" && health.media.ffmpeg && (
                <dd className="text-sm text-faint">{t("versions", { ffmpeg: health.media.ffmpeg })}</dd>
              )}
              {health[part].message && (
                <dd className="w-full text-sm text-bad">
                  <Lines text={health[part].message} />
                </dd>
              )}
            </div>
          ))}
        </dl>
      )}
      {health?.counters && <Counters counters={health.counters} />}
    </Section>
  );
}
