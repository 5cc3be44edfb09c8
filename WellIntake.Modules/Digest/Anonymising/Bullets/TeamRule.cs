using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Bullets;

/// <summary>"Leads a team of 7" is "Leads a team of 5+"; what names no size is "Works with a team".</summary>
internal sealed partial class TeamRule : IBulletRule
{
    public BulletKind Kind => BulletKind.Team;

    public string? Apply(Bullet bullet, RuleContext context)
    {
        if (CountParser.TeamOf(bullet.Text).Value is { } team)
        {
            var who = team.Leads ? "Leads a " : "Part of a ";
            return Tiers.Floor(team.Count, Tiers.Team) is { } floor ? $"{who}team of {Tiers.Written(floor)}+" : who + "small team";
        }

        return Alone().IsMatch(bullet.Text) ? null : "Works with a team";
    }

    [GeneratedRegex(@"\b(solo|sole|alone|none|no\s+team|by\s+(him|her)self)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Alone();
}
