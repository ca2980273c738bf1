"use client";

import { useEffect, useState } from "react";
import type { KeyObject } from "@/lib/schemas/key";
import { ask } from "../../_data/api";

type Owner = Pick<KeyObject, "id" | "name">;

/**
 * The keys, for admins; another key may not list them and sees its own jobs only. Empty until the answer, and while they
 * are not wanted.
 */
export function useOwners(isWanted = true): Owner[] {
  const [owners, setOwners] = useState<Owner[]>([]);
  useEffect(() => {
    if (!isWanted) return;
    ask((api) => api.request<{ data: KeyObject[] }>("GET", "/v1/keys?limit=100")).then(
      ({ data }) => setOwners(data),
      () => {},
    );
  }, [isWanted]);
  return owners;
}
