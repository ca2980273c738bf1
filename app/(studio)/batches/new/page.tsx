import type { Metadata } from "next";
import { translator } from "../../_i18n/language";
import { NewBatch } from "./new-batch";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await translator())("batches.new") });

export default function Page() {
  return <NewBatch />;
}
