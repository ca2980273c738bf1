import ipaddr from "ipaddr.js";

/** From where an address can be reached: its machine, its network, anywhere. */
const distances = ["machine", "network", "anywhere"] as const;

function distanceOf(url: string): number {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const named = (distance: (typeof distances)[number]) => distances.indexOf(distance);
  if (!ipaddr.isValid(host)) {
    if (/(^|\.)localhost$/.test(host)) return named("machine");
    // Names that public DNS does not have.
    return !host.includes(".") || /\.(local|lan|internal|home\.arpa)$/.test(host)
      ? named("network")
      : named("anywhere");
  }
  const range = ipaddr.process(host).range();
  if (range === "loopback" || range === "unspecified") return named("machine");
  const isPrivate = ["private", "linkLocal", "uniqueLocal", "carrierGradeNat"].includes(range);
  return named(isPrivate ? "network" : "anywhere");
}

/**
 * Whether a program at one address can be expected to reach another: private addresses are reached only from the same
 * machine or network.
 */
export const canReach = (from: string, to: string): boolean => distanceOf(from) <= distanceOf(to);
