export function JobWaiting() {
  return (
    <div className="flex flex-col gap-8" aria-busy="true">
      <div className="shimmer mt-7 h-8 w-2/3 max-w-xl rounded-lg" />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem] xl:gap-8">
        <div className="shimmer aspect-video max-h-[70vh] w-full rounded-3xl" />
        <div className="shimmer h-72 rounded-3xl" />
      </div>
    </div>
  );
}
