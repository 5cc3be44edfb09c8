using System.Diagnostics;

namespace WellIntake.Tests.EndToEnd;

/// <summary>
/// The short form of the long runs in docs/reliability.md: the program is run as people run it, and its exit code says
/// whether everything that was acknowledged ended in one visible result.
/// </summary>
[TestClass]
public sealed class ChaosTests
{
    private const int Violated = 1;
    private const int WrongArguments = 2;

    public required TestContext TestContext { get; init; }

    [TestMethod, Timeout(420_000, CooperativeCancellation = true)]
    [TestCategory("REL-1"), TestCategory("QUE-8"), TestCategory("TEA-6")]
    public Task Kill9_FiveTimesUnderLoad_EachAcknowledgedRequestHasOneResult() => HoldsAsync("kill", "--moments", "5", "--seed", "11");

    [TestMethod, Timeout(420_000, CooperativeCancellation = true)]
    [TestCategory("REL-1"), TestCategory("QUE-8"), TestCategory("TEA-6")]
    public async Task Kill9_FourTimesOnPostgres_EachAcknowledgedRequestHasOneResult()
    {
        // Says what is missing where there is no PostgreSQL; the program starts one of its own.
        await Testing.PostgresServer.SharedAsync();
        await HoldsAsync("kill", "--moments", "4", "--seed", "12", "--database", "postgres");
    }

    [TestMethod, Timeout(420_000, CooperativeCancellation = true)]
    [TestCategory("REL-1"), TestCategory("REL-3"), TestCategory("SCA-3")]
    public async Task Bus_WorkersKilledConnectionsCutLocksLost_EachAcknowledgedRequestHasOneResult()
    {
        await Testing.PostgresServer.SharedAsync();
        Testing.ServiceBusBroker.RequireNode("rhea");
        await HoldsAsync("bus", "--requests", "60", "--rate", "6", "--workers", "2", "--seed", "14");
    }

    [TestMethod, Timeout(420_000, CooperativeCancellation = true)]
    [TestCategory("REL-2"), TestCategory("QUE-7")]
    public Task Terminate_TwiceUnderLoad_EndsInTimeAndBurnsNoDelivery() => HoldsAsync("stop", "--times", "2", "--seed", "13");

    [TestMethod, Timeout(420_000, CooperativeCancellation = true)]
    [TestCategory("REL-5"), TestCategory("TEA-3")]
    public Task Connector_CutsConnections_NothingIsDoubled() =>
        HoldsAsync("connector", "--only", "cut", "--requests", "60", "--rate", "20", "--held-up", "20");

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("REL-1")]
    public async Task Arguments_OutOfRange_SaysWhichAndEndsWith2()
    {
        var (code, output) = await RunAsync("kill", "--moments", "0");

        Assert.AreEqual(WrongArguments, code, output);
        Assert.Contains("--moments must be 1–10,000.", output);
    }

    private async Task HoldsAsync(params string[] arguments)
    {
        var (code, output) = await RunAsync(arguments);
        TestContext.WriteLine(output);
        Assert.AreNotEqual(Violated, code, output);
        Assert.AreEqual(0, code, output);
    }

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var ct = TestContext.CancellationToken;
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "WellIntake.Chaos.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            // Its host goes with it.
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
