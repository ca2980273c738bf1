import { Refusal } from "../service";
import { faultNamed } from "./index";

/** A wish for a fault, written into a text: `[fault:name]`, `[fault:name=value]`, `[fault:service:name=value@scene]`. */
export interface Marker {
  /** null: whoever reads it first. */
  service: string | null;
  fault: string;
  value: string;
  /** Which scene of the film, counted from 1; 0 for all of them. */
  scene: number;
}

const MARKER = /\s*\[fault:([^\]]*)\]/g;
const INSIDE = /^(?:([a-z0-9-]+):)?([a-z0-9-]+)(?:=(.*?))?(?:@(\d+))?$/s;

function markerOf(inside: string, field: string): Marker {
  const [, service, fault = "", value = "", scene = "0"] = INSIDE.exec(inside.trim()) ?? [];
  if (!faultNamed.has(fault))
    throw new Refusal(422, `${field}: there is no fault "${inside.trim()}"; GET /admin/faults lists them`);
  return { service: service ?? null, fault, value, scene: Number(scene) };
}

export function takeMarkers(text: string, field: string): { text: string; markers: Marker[] } {
  const markers = [...text.matchAll(MARKER)].map((match) => markerOf(match[1] ?? "", field));
  return { text: markers.length > 0 ? text.replace(MARKER, "").trim() : text, markers };
}

/** The header carries the same without brackets, several of them with ";" between. */
export function headerMarkers(header: string | string[] | undefined): Marker[] {
  const parts = (Array.isArray(header) ? header.join(";") : (header ?? "")).split(";");
  return parts.filter((part) => part.trim() !== "").map((part) => markerOf(part, "X-Sandbox-Fault"));
}

/** As it is written into a scene, for the service it names. */
export function writeMarker({ service, fault, value }: Marker): string {
  return `[fault:${service ? `${service}:` : ""}${fault}${value ? `=${value}` : ""}]`;
}
