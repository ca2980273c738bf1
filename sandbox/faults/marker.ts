import { Refusal } from "../service";
import { faultNamed } from "./index";

/** A request for a fault inside a text: `[fault:name]`, `[fault:name=value]`, `[fault:service:name=value@scene]`. */
export interface Marker {
  /** null: the first service that reads the marker. */
  service: string | null;
  fault: string;
  value: string;
  /** The scene of the film, counted from 1; 0 for all scenes. */
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

/** The header contains the same without brackets, separated by ";". */
export function headerMarkers(header: string | string[] | undefined): Marker[] {
  const parts = (Array.isArray(header) ? header.join(";") : (header ?? "")).split(";");
  return parts.filter((part) => part.trim() !== "").map((part) => markerOf(part, "X-Sandbox-Fault"));
}

/** The marker as text, for a scene's prompt. */
export function writeMarker({ service, fault, value }: Marker): string {
  return `[fault:${service ? `${service}:` : ""}${fault}${value ? `=${value}` : ""}]`;
}
