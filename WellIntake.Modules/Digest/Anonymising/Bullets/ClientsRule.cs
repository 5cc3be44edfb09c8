using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Bullets;

/// <summary>"212 households" is "Serves 200+ households".</summary>
internal sealed class ClientsRule : IBulletRule
{
    public BulletKind Kind => BulletKind.Clients;

    public string? Apply(Bullet bullet, RuleContext context)
    {
        if (CountParser.Clients(bullet.Text).Value is not { } clients || clients.Bound == MoneyBound.AtMost)
            return null;
        return Tiers.Floor(clients.Count, Tiers.Clients) is { } floor ? $"Serves {Tiers.Written(floor)}+ {clients.Unit}" : null;
    }
}
