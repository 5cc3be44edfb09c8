using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Features;

namespace WellIntake.Tests.Platform.Features;

/// <summary>For whom a flag is on, and what happens to it when its settings change.</summary>
[TestClass, TestCategory("FLG-1")]
public sealed class FeatureFlagsTests
{
    private const string Flag = "Thing";
    private const string Section = "WellIntake:Flags:Thing:";

    [TestMethod]
    public async Task IsOn_NothingIsSet_IsOnForEveryone()
    {
        using var flags = Create(new ChangingSettings());

        Assert.IsTrue(await flags.IsOnAsync(Flag, new FlagUser("anyone")));
        Assert.AreEqual("on for everyone", flags.Read(Flag).ToString());
    }

    [TestMethod]
    public async Task IsOn_NotEnabled_IsOffEvenForWhoIsListed()
    {
        var settings = Set(("Enabled", "false"), ("Percentage", "100"), ("Users:0", "listed"));
        using var flags = Create(settings);

        Assert.IsFalse(await flags.IsOnAsync(Flag, new FlagUser("listed", "listed")));
    }

    [TestMethod]
    [DataRow("29:ABC", null, true)]
    [DataRow("29:abc", null, true)]
    [DataRow("someone", "pat@example.com", true)]
    [DataRow("someone", "Pat@Example.com", true)]
    [DataRow("someone", "7c9e6679-7425-40de-944b-e07fc1f90ae0", true)]
    [DataRow("someone", "other@example.com", false)]
    [DataRow("pat", null, false)]
    public async Task IsOn_AtZeroPercent_OnlyForWhoIsListedByIdOrAddress(string id, string? address, bool expected)
    {
        var settings = Set(("Percentage", "0"), ("Users", "29:abc, pat@example.com,7C9E6679-7425-40DE-944B-E07FC1F90AE0"));
        using var flags = Create(settings);

        Assert.AreEqual(expected, await flags.IsOnAsync(Flag, new FlagUser(id, address)));
    }

    [TestMethod]
    public async Task IsOn_PercentageGrows_SharesFitAndNobodyFallsOut()
    {
        var settings = new ChangingSettings();
        using var flags = Create(settings);
        var people = Enumerable.Range(0, 4000).Select(n => new FlagUser($"29:user-{n}")).ToList();
        var before = new HashSet<string>(StringComparer.Ordinal);
        foreach (var percentage in (int[])[0, 5, 25, 60, 100])
        {
            settings.Change((Section + "Percentage", percentage.ToString(System.Globalization.CultureInfo.InvariantCulture)));

            var now = new HashSet<string>(StringComparer.Ordinal);
            foreach (var person in people)
            {
                if (await flags.IsOnAsync(Flag, person))
                    now.Add(person.Id);
            }

            Assert.IsTrue(before.IsSubsetOf(now), $"somebody fell out at {percentage} %");
            // Five standard deviations of a share of 4,000.
            Assert.AreEqual(percentage, now.Count / 40.0, 4.0, $"at {percentage} %");
            before = now;
        }
    }

    [TestMethod]
    public async Task IsOn_AtAPercentage_GoesByPublishedHashOfPersonAndFlag()
    {
        using var flags = Create(Set(("Percentage", "50")));
        for (var n = 0; n < 200; n++)
        {
            var id = $"user-{n}";

            // As Microsoft.FeatureManagement documents it: SHA-256 of user and feature, its first four bytes as a share of all.
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{id}\n{Flag.ToLowerInvariant()}"));
            var exact = SHA256.HashData(Encoding.UTF8.GetBytes($"{id}\n{Flag}"));
            var shares = new[] { hash, exact }.Select(h => BinaryPrimitives.ReadUInt32LittleEndian(h) / (double)uint.MaxValue * 100).ToList();
            var on = await flags.IsOnAsync(Flag, new FlagUser(id));

            Assert.AreEqual(shares[1] < 50, on, id);
        }
    }

    [TestMethod]
    public async Task IsOn_AddressBecomesKnown_StaysAsItWas()
    {
        using var flags = Create(Set(("Percentage", "50")));
        for (var n = 0; n < 100; n++)
        {
            var before = await flags.IsOnAsync(Flag, new FlagUser($"29:{n}", "aad-id"));

            Assert.AreEqual(before, await flags.IsOnAsync(Flag, new FlagUser($"29:{n}", $"person{n}@example.com")));
        }
    }

    [TestMethod]
    public async Task Change_WhileItRuns_HoldsForTheNextCall()
    {
        var settings = new ChangingSettings();
        using var flags = Create(settings);

        settings.Change((Section + "Enabled", "false"));
        Assert.IsFalse(await flags.IsOnAsync(Flag, new FlagUser("u")));

        settings.Change((Section + "Enabled", null));
        Assert.IsTrue(await flags.IsOnAsync(Flag, new FlagUser("u")));
    }

    [TestMethod]
    [DataRow("Percentage", "101")]
    [DataRow("Percentage", "-1")]
    [DataRow("Percentage", "NaN")]
    [DataRow("Percentage", "lots")]
    [DataRow("Enabled", "perhaps")]
    [DataRow("Shadow", "1")]
    [DataRow("Percent", "5")]
    public async Task Change_CannotWork_IsLoggedOnceAndTheLastStaysInForce(string key, string value)
    {
        var settings = Set(("Percentage", "0"));
        using var log = new ListLoggerProvider();
        using var loggers = LoggerFactory.Create(b => b.AddProvider(log));
        using var flags = Create(settings, loggers);

        settings.Change((Section + key, value));
        settings.Change((Section + "Users", "u"));

        Assert.IsFalse(await flags.IsOnAsync(Flag, new FlagUser("u")));
        Assert.HasCount(1, log.Lines.Where(l => l.Contains(key, StringComparison.Ordinal)).ToList());
        settings.Change((Section + key, key == "Percentage" ? "0" : null));
        Assert.IsTrue(await flags.IsOnAsync(Flag, new FlagUser("u")), "what is sound again was not taken");
    }

    [TestMethod]
    [DataRow("WellIntake:Flags:Thing:Percentage", "lots")]
    [DataRow("WellIntake:Flags:Thing:Colour", "blue")]
    [DataRow("WellIntake:Flags:Nothing:Enabled", "true")]
    [DataRow("WellIntake:Flags:Thing", "true")]
    public void Start_SettingCannotWork_StopsWithItsKey(string key, string value)
    {
        var settings = new ChangingSettings();
        settings.Change((key, value));

        var thrown = Assert.ThrowsExactly<OptionsValidationException>(() => Create(settings));

        Assert.Contains(key.EndsWith(":Enabled", StringComparison.Ordinal) ? "WellIntake:Flags:Nothing" : key, thrown.Message);
    }

    [TestMethod, TestCategory("OBS-3")]
    public void Change_IsLogged_WithoutWhoIsListed()
    {
        var settings = new ChangingSettings();
        using var log = new ListLoggerProvider();
        using var loggers = LoggerFactory.Create(b => b.AddProvider(log));
        using var flags = Create(settings, loggers);

        settings.Change((Section + "Percentage", "25"), (Section + "Users", "pat@example.com"), (Section + "Shadow", "true"));

        var line = log.Lines.Single();
        Assert.Contains("on for 25 % of people and 1 listed, shadowed", line);
        Assert.DoesNotContain("pat", line);
    }

    private static ChangingSettings Set(params (string Key, string Value)[] values)
    {
        var settings = new ChangingSettings();
        settings.Change(values.Select(v => (Section + v.Key, (string?)v.Value)));
        return settings;
    }

    private static FeatureFlags Create(ChangingSettings settings, ILoggerFactory? loggers = null) => new(
        [new FlagDefinition(Flag, "A thing.")], new ConfigurationBuilder().Add(settings).Build(), loggers ?? NullLoggerFactory.Instance);
}
