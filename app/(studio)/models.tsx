"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Model } from "@/lib/job";

const Known = createContext<Model[]>([]);

/** Gives every page the registry of models, which comes with it. */
export const Models = ({ models, children }: { models: Model[]; children: ReactNode }) => (
  <Known.Provider value={models}>{children}</Known.Provider>
);
export const useModels = () => useContext(Known);
