using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using WellIntake.Host.Commands.Trial;

namespace WellIntake.Host.Commands.Smoke;

/// <summary>Sends one digest request through everything and tells how long each step took (TOL-1).</summary>
internal static class SmokeCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var url = new Option<string?>("--url")
        {
            Description = "A server that runs already, on this machine. Without it one is started on a free port, with data of its own.",
        };
        url.Validators.Add(r =>
        {
            if (!Uri.TryCreate(r.GetValueOrDefault<string>(), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                r.AddError("--url must be an http or https address.");
        });
        var timeout = new Option<int>("--timeout") { Description = "Seconds that all of it may take.", DefaultValueFactory = _ => 60 };
        timeout.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > 3600)
                r.AddError("--timeout must be 1–3600.");
        });
        var json = new Option<bool>("--json") { Description = "Print the steps as JSON." };
        var command = new Command("smoke", "Send one job through everything and report each step's time.") { url, timeout, json };
        command.SetAction((result, ct) => RunAsync(
            settings(result), result.GetValue(url) is { } address ? new Uri(address) : null, result.GetValue(timeout), result.GetValue(json), ct));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> settings, Uri? url, int seconds, bool json, CancellationToken ct)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(TimeSpan.FromSeconds(seconds));
        var run = new SmokeRun(TimeProvider.System);
        try
        {
            await RunAsync(run, settings, url, bounded.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            run.Fail($"not done within {seconds} s");
        }
        catch (HttpRequestException e)
        {
            run.Fail(e.Message);
        }

        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new { ok = run.Problem is null, problem = run.Problem, steps = run.Steps }, Json));
        else
            Print(run);
        return run.Problem is null ? 0 : 1;
    }

    private static async Task RunAsync(SmokeRun run, IReadOnlyList<string> settings, Uri? url, CancellationToken ct)
    {
        var messages = Channel.CreateUnbounded<TrialMessage>();
        await using var channel = await TrialChannel.StartAsync(m => messages.Writer.TryWrite(m), ct);
        if (url is not null)
        {
            await SendAsync(run, channel, messages.Reader, url, ct);
            return;
        }

        var folder = Directory.CreateTempSubdirectory("wellintake-smoke-");
        try
        {
            run.Begin("server started");
            await using var app = HostComposition.BuildServer(
                [.. settings, $"--WELLINTAKE_DATA={folder.FullName}", "--urls=http://127.0.0.1:0", "--LOG_LEVEL=ERROR"], quiet: true);
            await app.StartAsync(ct);
            run.End();
            await SendAsync(run, channel, messages.Reader, new Uri(app.Urls.First()), ct);
            run.Begin("server stopped");
            await app.StopAsync(ct);
            run.End();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task SendAsync(SmokeRun run, TrialChannel channel, ChannelReader<TrialMessage> messages, Uri server, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = server };
        var activity = new
        {
            type = "message",
            id = Guid.NewGuid().ToString("N"),
            channelId = "smoke",
            serviceUrl = channel.ServiceUrl,
            from = new { id = "smoke-user", name = "Smoke" },
            recipient = new { id = "smoke-bot" },
            conversation = new { id = "smoke", conversationType = "personal" },
            text = "digest global",
        };
        run.Begin("request accepted");
        using var response = await http.PostAsJsonAsync("/api/teams/webhook", activity, ct);
        run.End();
        if (!response.IsSuccessStatusCode)
        {
            run.Fail($"the webhook answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(ct)}");
            return;
        }

        run.Begin("acknowledgement shown");
        var acknowledgement = await messages.ReadAsync(ct);
        run.End();
        run.Begin("result shown");
        var result = await messages.ReadAsync(ct);
        // A slow machine shows how far it is.
        while (result is { IsNew: false, Kind: CardKind.Unfinished })
            result = await messages.ReadAsync(ct);
        run.End();
        if (result.IsNew || result.Id != acknowledgement.Id)
            run.Fail("the result came as a second message instead of in the acknowledgement's place");
        else if (result.Kind is not CardKind.Result)
            run.Fail("the result is no digest");
    }

    private static void Print(SmokeRun run)
    {
        foreach (var step in run.Steps)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{step.Name,-24}{step.Milliseconds,10:F1} ms"));
        Console.WriteLine(run.Problem is null ? "It works." : $"It does not work: {run.Problem}.");
    }
}
