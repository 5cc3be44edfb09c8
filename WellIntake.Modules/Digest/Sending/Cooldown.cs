using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Digest.Sending;

/// <summary>Who is not sent to an audience again yet (DIG-5). For one digest; not for several threads.</summary>
/// <param name="sent">Who went out within the cooldown.</param>
internal sealed class Cooldown(IEnumerable<Candidate> sent)
{
    private readonly HashSet<string> _keys = new(sent.SelectMany(PersonKeys.Of), StringComparer.Ordinal);

    /// <summary>True for whoever went out, and for the second record of somebody seen before in this digest.</summary>
    public bool HoldsBack(Candidate candidate)
    {
        var keys = PersonKeys.Of(candidate).ToList();
        if (keys.Exists(_keys.Contains))
            return true;
        _keys.UnionWith(keys);
        return false;
    }
}
