using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Crm.Import.Tables;

/// <summary>Gives new candidates their references, none of them twice.</summary>
internal static class LocatorAssigner
{
    private const int MaxChoices = 16;

    /// <summary>Fills empty locators, and finds out which given ones are taken.</summary>
    public static async Task<IReadOnlyList<TakenLocator<Candidate>>> AssignAsync(
        WellIntakeDbContext db, IReadOnlyList<Candidate> inserted, CancellationToken ct)
    {
        var refused = new List<TakenLocator<Candidate>>();
        var used = new HashSet<string>(StringComparer.Ordinal);

        var given = inserted.Where(c => c.Locator.Length > 0).ToList();
        var taken = await TakenAsync(db, given.ConvertAll(c => c.Locator), ct);
        foreach (var candidate in given)
        {
            if (taken.Contains(candidate.Locator) || !used.Add(candidate.Locator))
                refused.Add(new TakenLocator<Candidate>(candidate));
        }

        var open = inserted.Where(c => c.Locator.Length == 0).ToList();
        for (var choice = 0; open.Count > 0; choice++)
        {
            if (choice == MaxChoices)
                throw new InvalidOperationException("No free reference was found; the alphabet of references is used up.");
            var wanted = open.ConvertAll(c => Locator.For(c.Id, choice));
            taken = await TakenAsync(db, wanted, ct);
            var next = new List<Candidate>();
            for (var i = 0; i < open.Count; i++)
            {
                if (taken.Contains(wanted[i]) || !used.Add(wanted[i]))
                    next.Add(open[i]);
                else
                    open[i].Locator = wanted[i];
            }

            open = next;
        }

        return refused;
    }

    private static async Task<HashSet<string>> TakenAsync(WellIntakeDbContext db, List<string> locators, CancellationToken ct)
    {
        if (locators.Count == 0)
            return [];
        var found = await db.Candidates.AsNoTracking().Where(c => locators.Contains(c.Locator)).Select(c => c.Locator).ToListAsync(ct);
        return [.. found];
    }
}
