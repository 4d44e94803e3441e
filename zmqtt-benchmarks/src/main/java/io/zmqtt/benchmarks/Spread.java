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

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/**
 * Median, minimum and maximum of some values; not a number if there are none.
 *
 * @param median the median
 * @param minimum the least value
 * @param maximum the greatest value
 */
record Spread(double median, double minimum, double maximum) {

	static Spread of(double... unsorted) {
		double[] values = unsorted.clone();
		Arrays.sort(values);
		int length = values.length;
		if (length == 0) {
			return new Spread(Double.NaN, Double.NaN, Double.NaN);
		}
		double median = (values[(length - 1) / 2] + values[length / 2]) / 2;
		return new Spread(median, values[0], values[length - 1]);
	}

	static Spread of(Collection<Double> values) {
		return of(values.stream().mapToDouble(Double::doubleValue).toArray());
	}

	/**
	 * Render the three values.
	 * @param pattern how to render one
	 * @return the median, and the others in parentheses
	 */
	String format(String pattern) {
		return String.format(Locale.ROOT, pattern + " (" + pattern + " to " + pattern + ")", this.median, this.minimum,
				this.maximum);
	}

}
