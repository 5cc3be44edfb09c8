using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Telemetry;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Telemetry;

#pragma warning disable CA1848, CA1873 // As libraries log.
[TestClass]
public sealed class RedactingLoggerTests
{
    private const string Address = "pat@corp.example";

    [TestMethod, TestCategory("OBS-3")]
    public void Log_MessageOfAForeignException_IsWithheldAndItsStackKept()
    {
        var text = Logged(logger => logger.LogError(Thrown(new InvalidOperationException("Pat Example said so", new JsonException("'Pat' is no number", null, 3, 9))), "It failed"));

        Assert.DoesNotContain("Pat", text);
        Assert.Contains("System.InvalidOperationException (message withheld)", text);
        Assert.Contains("System.Text.Json.JsonException (message withheld; line 4, byte 9)", text);
        Assert.Contains(nameof(Thrown), text);
    }

    [TestMethod, TestCategory("OBS-3")]
    public void Log_AnAggregate_TellsOfEachInside()
    {
        var text = Logged(logger => logger.LogError(new AggregateException("Pat", new TimeoutException("Pat"), new FormatException("Pat")), "It failed"));

        Assert.DoesNotContain("Pat", text);
        Assert.Contains("TimeoutException", text);
        Assert.Contains("FormatException", text);
    }

    [TestMethod, TestCategory("OBS-3")]
    public void Log_AnErrorOfTheDatabase_TellsItsCodeOnly()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT 'Pat Example' FROM pat_example";
        var error = Assert.ThrowsExactly<SqliteException>(() => command.ExecuteNonQuery());

        var text = Logged(logger => logger.LogError(error, "It failed"));

        Assert.DoesNotContain("pat", text.Replace("SqliteException", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("(message withheld; SQLite 1)", text);
    }

    [TestMethod, TestCategory("OBS-3")]
    public void Log_AnExceptionOfOurOwn_KeepsItsMessageButNoAddress()
    {
        var text = Logged(logger => logger.LogError(new PermanentJobException($"The channel refused the card for {Address}."), "It failed"));

        Assert.Contains("PermanentJobException: The channel refused the card for [e-mail].", text);
    }

    [TestMethod, TestCategory("OBS-3")]
    public void Log_AnExceptionAsAValue_LosesItsMessageInTheTextToo()
    {
        var text = Logged(logger => logger.LogError("It failed: {Problem}", new InvalidOperationException("Pat Example said so")));

        Assert.DoesNotContain("Pat", text);
        Assert.Contains("It failed: System.InvalidOperationException (message withheld)", text);
    }

    [TestMethod, TestCategory("OBS-3")]
    public void Log_ValuesAndScopes_AreRedactedInTextAndAsValues()
    {
        var text = Logged(logger =>
        {
            using (logger.BeginScope("for {Whom}", Address))
            using (logger.BeginScope(new Dictionary<string, object>(StringComparer.Ordinal) { ["whom"] = Address }))
                logger.LogInformation("{Count} to {Whom} at {Where}", 3, Address, new Uri($"https://x.example/{Address}"));
        });

        Assert.DoesNotContain(Address, text);
        Assert.Contains("3 to [e-mail] at https://x.example/[e-mail]", text);
        Assert.Contains("Count=3", text);
        Assert.Contains("{OriginalFormat}={Count} to {Whom} at {Where}", text);
    }

    [TestMethod, TestCategory("OBS-3")]
    public void Log_LevelThatIsOff_FormatsNothing()
    {
        var formatted = 0;
        Logged(
            logger => logger.Log(LogLevel.Debug, default, 1, new InvalidOperationException(), (_, _) => { formatted++; return string.Empty; }),
            LogLevel.Information);

        Assert.AreEqual(0, formatted);
    }

    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    // The provider is added last, to a factory that is there already, as an exporter's would be.
    private static string Logged(Action<ILogger> log, LogLevel least = LogLevel.Trace)
    {
        using var services = new ServiceCollection().AddLogging(l => l.SetMinimumLevel(least)).AddLogRedaction().BuildServiceProvider();
        var captured = new CapturedLogs();
        services.GetRequiredService<ILoggerFactory>().AddProvider(captured);
        log(services.GetRequiredService<ILogger<RedactingLoggerTests>>());
        return string.Join('\n', captured.Entries.Select(e => e.Text));
    }
}
