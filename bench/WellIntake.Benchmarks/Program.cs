using WellIntake.Benchmarks;
using WellIntake.Benchmarks.Anonymising;
using WellIntake.Benchmarks.Digest;
using WellIntake.Benchmarks.Jobs;
using WellIntake.Benchmarks.Queueing;
using WellIntake.Benchmarks.ServiceBus;
using WellIntake.Benchmarks.Start;
using WellIntake.Benchmarks.Webhook;

if (args is ["bare-server", var port])
{
    await BareServer.RunAsync(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}

IBenchmark[] benchmarks =
[
    new QueueBenchmark(), new TypedHandlerBenchmark(), new WebhookBenchmark(), new StartBenchmark(), new DigestBenchmark(), new AnonymiseBenchmark(), new ServiceBusClientBenchmark(),
];

var chosen = args.Length == 0 ? null : Array.Find(benchmarks, b => b.Name == args[0]);
if (chosen is null)
{
    Console.WriteLine($"Say which: {string.Join(", ", benchmarks.Select(b => b.Name))} [--jobs N] [--rounds N] [--rows N,N] [--in-range N] [--database URL] [--keep FOLDER]");
    return 1;
}

await chosen.RunAsync(BenchmarkSettings.Parse(args.AsSpan(1)));
return 0;
