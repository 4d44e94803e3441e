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

package io.zmqtt;

import java.util.Random;

/**
 * Random topic names and filters over few levels, so that many of them match, with empty
 * levels and levels that begin with {@code $}.
 */
public final class RandomTopics {

	private static final String[] LEVELS = { "a", "a", "b", "c", "ab", "", "$S", "$" };

	private RandomTopics() {
	}

	public static String topicName(Random random) {
		while (true) {
			StringBuilder topic = new StringBuilder(LEVELS[random.nextInt(LEVELS.length)]);
			for (int levels = random.nextInt(5); levels > 0; levels--) {
				topic.append('/').append(LEVELS[random.nextInt(LEVELS.length)]);
			}
			if (!topic.isEmpty()) {
				return topic.toString();
			}
		}
	}

	public static String filter(Random random) {
		String[] levels = topicName(random).split("/", -1);
		for (int i = 0; i < levels.length; i++) {
			if (random.nextInt(3) == 0) {
				levels[i] = "+";
			}
		}
		String filter = String.join("/", levels);
		if (random.nextInt(4) == 0) {
			filter = (random.nextInt(4) == 0) ? "#" : filter + "/#";
		}
		return (random.nextInt(6) == 0) ? "$share/g" + random.nextInt(2) + "/" + filter : filter;
	}

}
