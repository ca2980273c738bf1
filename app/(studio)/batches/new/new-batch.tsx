"use client";

import { FileUp, LoaderCircle } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ChangeEvent, type DragEvent, useId, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { BatchQuote } from "@/lib/schemas/batch";
import { useModels } from "../../_data/models";
import { Button } from "../../_ui/button";
import { SelectBox } from "../../_ui/select-box";
import { useQuoteWords } from "../../make/price";
import { quoteList, startList } from "../batch-data";
import { ListFaults } from "./list-faults";

type Found = { quote: BatchQuote } | { problem: unknown };

/** The largest body that the API takes. */
const mostBytes = 8 * 1024 * 1024;

const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join("");

/** A list of requests: dropped as a CSV file or pasted; checked and priced before it starts. */
export function NewBatch() {
  const t = useTranslations();
  const router = useRouter();
  const models = useModels();
  const quoteWords = useQuoteWords();
  const [listId, modelId] = [useId(), useId()];
  const [text, setText] = useState("");
  const [model, setModel] = useState(models[0]?.id ?? "");
  const [found, setFound] = useState<Found>();
  const [busy, setBusy] = useState(false);
  const [key, setKey] = useState(newKey);
  const [isOver, setIsOver] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);

  const change = (next: string) => {
    setText(next);
    setFound(undefined);
    setKey(newKey());
  };
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > mostBytes) return setFound({ problem: new Error(t("batches.tooLarge")) });
    change(await file.text());
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const drag = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes("Files")) return; // text is dropped into the list as usual
    event.preventDefault();
    setIsOver(true);
  };
  /** Selects a line of the list, counted from 1. */
  const showLine = (line: number) => {
    const lines = text.split("\n");
    const from = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
    area.current?.focus();
    area.current?.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
  };
  const doing = async (work: () => Promise<void>) => {
    if (busy) return; // the buttons stay enabled meanwhile, so that they keep the focus
    setBusy(true);
    await work().catch((problem: unknown) => setFound({ problem }));
    setBusy(false);
  };
  const check = () =>
    doing(async () => {
      const quote = await quoteList(text, model);
      if (area.current?.value === text) setFound({ quote });
    });
  const start = () =>
    doing(async () => {
      const { id } = await startList(text, model, key);
      router.push(`/batches/${id}`);
    });

  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-6">
      <header className="flex flex-col gap-2">
        <h1 className="text-2xl font-semibold tracking-tight">{t("batches.new")}</h1>
        <p className="text-soft">{t("batches.newText")}</p>
      </header>
      <div className="flex flex-col gap-2">
        <label htmlFor={modelId} className="font-medium">
          {t("batches.model")}
        </label>
        <SelectBox
          id={modelId}
          value={model}
          groups={[{ title: null, choices: models.map(({ id, title }) => ({ value: id, title })) }]}
          onChange={(next) => {
            setModel(next);
            setFound(undefined);
          }}
        />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping has the file button as its equal */}
      <div
        className={`flex flex-col gap-2 rounded-2xl ${isOver ? "ring-4 ring-accent/50" : ""}`}
        onDrop={drop}
        onDragOver={drag}
        onDragLeave={() => setIsOver(false)}
      >
        <div className="flex flex-wrap items-end justify-between gap-2">
          <span className="flex flex-col">
            <label htmlFor={listId} className="font-medium">
              {t("batches.list")}
            </label>
            <span className="text-sm text-soft pointer-coarse:hidden">{t("batches.drop")}</span>
          </span>
          <label className="inline-flex min-h-10 cursor-pointer items-center gap-2 rounded-xl px-4 text-sm font-medium ring-1 ring-edge/60 ring-inset hover:bg-sunken focus-within:outline-2">
            <FileUp aria-hidden className="size-4" />
            {t("batches.file")}
            <input
              type="file"
              accept=".csv,text/csv"
              className="sr-only"
              onChange={(event: ChangeEvent<HTMLInputElement>) => void take(event.target.files?.[0])}
            />
          </label>
        </div>
        <textarea
          id={listId}
          ref={area}
          value={text}
          rows={12}
          spellCheck={false}
          placeholder={`image,prompt\nhttps://example.com/a.jpg,${t("batches.example")}`}
          onChange={(event) => change(event.target.value)}
          className="w-full rounded-2xl bg-raised p-4 font-mono text-sm whitespace-pre ring-1 ring-edge ring-inset placeholder:text-faint"
        />
        <p className="text-sm text-soft">
          {t("batches.columns", { columns: columnsOf(models.find(({ id }) => id === model)) })}
        </p>
      </div>
      {found && "problem" in found && <ListFaults problem={found.problem} text={text} onLine={showLine} />}
      {found && "quote" in found && (
        <div role="status" className="flex flex-col gap-1 rounded-2xl bg-good-wash px-4 py-3">
          <p className="font-medium">{t("batches.ready", { n: found.quote.requests })}</p>
          <p className="text-sm tabular-nums">{quoteWords(found.quote)}</p>
          {found.quote.warnings.map(({ message }) => (
            <p key={message} className="text-sm">
              {message}
            </p>
          ))}
        </div>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={check} aria-busy={busy} disabled={text.trim() === ""}>
          {busy && <LoaderCircle aria-hidden className="animate-spin" />}
          {t("batches.check")}
        </Button>
        <Button kind="main" onClick={start} disabled={!found || "problem" in found}>
          {t("batches.start")}
        </Button>
      </div>
    </div>
  );
}

const columnsOf = (model: { input: Record<string, unknown> } | undefined) =>
  Object.keys((model?.input.properties ?? {}) as object).join(", ");
