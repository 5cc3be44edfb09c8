using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure.Messaging.ServiceBus;

namespace WellIntake.Benchmarks.ServiceBus;

/// <summary>PERF-7: our client beside Microsoft's JavaScript client, on the same test broker, in turns. Needs Node and the packages of eng/servicebus.</summary>
internal sealed class ServiceBusClientBenchmark : IBenchmark
{
    private const string Queue = "perf";
    private const int Bytes = 1024;
    private const int AtOnce = 100;
    private const int MostMessages = 20_000;

    public string Name => "servicebus";

    public async Task RunAsync(BenchmarkSettings settings)
    {
        var messages = Math.Min(settings.Jobs, MostMessages);
        var entities = Path.GetTempFileName();
        await File.WriteAllTextAsync(entities, $$$"""{"UserConfig":{"Namespaces":[{"Name":"bench","Queues":[{"Name":"{{{Queue}}}"}]}]}}""");
        using var broker = Node("broker.mjs", "--entities", entities, "--port", "0");
        try
        {
            var ready = JsonSerializer.Deserialize<JsonElement>(await FirstLineAsync(broker));
            var port = ready.GetProperty("port").GetInt32();
            var connectionString = $"Endpoint=sb://localhost:{port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true";
            Console.WriteLine($"{messages:N0} messages of {Bytes} bytes, {AtOnce} at once, median of {settings.Rounds}, on one test broker in turns");

            var (ours, theirs) = (new List<Round>(), new List<Round>());
            for (var round = 0; round < settings.Rounds; round++)
            {
                theirs.Add(await JavaScriptAsync(connectionString, messages));
                ours.Add(await OursAsync(connectionString, messages));
            }

            Print("send", messages, ours.ConvertAll(round => round.Sent), theirs.ConvertAll(round => round.Sent));
            Print("receive and complete", messages, ours.ConvertAll(round => round.Received), theirs.ConvertAll(round => round.Received));
        }
        finally
        {
            broker.Kill(entireProcessTree: true);
            File.Delete(entities);
        }
    }

    private static void Print(string what, int messages, List<double> ours, List<double> theirs)
    {
        var (mine, other) = (Median(ours), Median(theirs));
        Console.WriteLine($"  {what}: ours {messages / mine:N0}/s, JavaScript {messages / other:N0}/s, ratio {other / mine:N2}");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task<Round> OursAsync(string connectionString, int messages)
    {
        await using var client = new ServiceBusClient(connectionString);
        await using var sender = client.CreateSender(Queue);
        await using var receiver = client.CreateReceiver(Queue);
        var body = new byte[Bytes];
        Array.Fill(body, (byte)7);

        // What is compiled and opened by the first does not count; the yardstick's neither.
        await SendAsync(sender, body, AtOnce);
        await ReceiveAsync(receiver, AtOnce);
        var sending = Stopwatch.GetTimestamp();
        await SendAsync(sender, body, messages);
        var sent = Stopwatch.GetElapsedTime(sending);
        var receiving = Stopwatch.GetTimestamp();
        await ReceiveAsync(receiver, messages);
        return new Round(sent.TotalSeconds, Stopwatch.GetElapsedTime(receiving).TotalSeconds);
    }

    private static async Task SendAsync(ServiceBusSender sender, byte[] body, int count)
    {
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= count)
                await sender.SendMessageAsync(new ServiceBusMessage(body) { MessageId = number.ToString(CultureInfo.InvariantCulture) });
        }));
    }

    private static async Task ReceiveAsync(ServiceBusReceiver receiver, int count)
    {
        for (var got = 0; got < count;)
        {
            var batch = await receiver.ReceiveMessagesAsync(AtOnce, TimeSpan.FromSeconds(10));
            await Task.WhenAll(batch.Select(message => receiver.CompleteMessageAsync(message)));
            got += batch.Count;
        }
    }

    private static async Task<Round> JavaScriptAsync(string connectionString, int messages)
    {
        using var node = Node(
            Path.Combine(Folder(), "javascript-client.mjs"), connectionString, Queue, messages.ToString(CultureInfo.InvariantCulture), Bytes.ToString(CultureInfo.InvariantCulture),
            AtOnce.ToString(CultureInfo.InvariantCulture));
        var result = JsonSerializer.Deserialize<JsonElement>(await FirstLineAsync(node));
        await node.WaitForExitAsync();
        return new Round(result.GetProperty("sent").GetDouble(), result.GetProperty("received").GetDouble());
    }

    private static Process Node(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = Path.GetFullPath(Path.Combine(Folder(), "../../../eng/servicebus")),
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;

    private static async Task<string> FirstLineAsync(Process process) =>
        await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("Node ended without a word; are the packages of eng/servicebus there (npm ci --ignore-scripts)?");

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    private sealed record Round(double Sent, double Received);
}
