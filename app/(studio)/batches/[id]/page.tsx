import type { Metadata } from "next";
import { translator } from "../../_i18n/language";
import { BatchView } from "./batch-view";

type Props = { params: Promise<{ id: string }> };

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await translator())("batches.one") });

export default async function Page({ params }: Props) {
  const { id } = await params;
  return <BatchView key={id} id={id} />;
}
