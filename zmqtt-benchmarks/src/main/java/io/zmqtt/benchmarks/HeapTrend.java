/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * Whether the heap that is left after collections grows. The first fifth of the samples
 * is a warm-up; of the others, the medians of both halves are compared.
 *
 * @param early the median of the first half in MB
 * @param late the median of the second half in MB
 */
record HeapTrend(double early, double late) {

	private static final double TOLERANCE_MEGABYTES = 1;

	private static final double TOLERANCE = 0.05;

	static HeapTrend of(List<Double> megabytes) {
		List<Double> warm = megabytes.subList(megabytes.size() / 5, megabytes.size());
		int middle = warm.size() / 2;
		return new HeapTrend(Spread.of(warm.subList(0, middle)).median(),
				Spread.of(warm.subList(middle, warm.size())).median());
	}

	/**
	 * Return whether the heap is flat.
	 * @return {@code false} also with too few samples
	 */
	boolean isFlat() {
		return this.late - this.early <= Math.max(TOLERANCE_MEGABYTES, TOLERANCE * this.early);
	}

	String describe() {
		if (Double.isNaN(this.early)) {
			return "Too few samples for a verdict.";
		}
		return String.format(Locale.ROOT,
				"After the warm-up the median is %.1f MB in the first half and %.1f MB in the second: %s.", this.early,
				this.late, isFlat() ? "flat" : "**it grows**");
	}

}
