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

package io.zmqtt.conformance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Orders identifiers of statements as a reader does: {@code 3.2.2-4} before
 * {@code 3.10.1-1}.
 */
enum StatementOrder implements Comparator<String> {

	INSTANCE;

	@Override
	public int compare(String first, String second) {
		List<String> left = tokens(first);
		List<String> right = tokens(second);
		for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
			int order = compareTokens(left.get(i), right.get(i));
			if (order != 0) {
				return order;
			}
		}
		return Integer.compare(left.size(), right.size());
	}

	private static int compareTokens(String left, String right) {
		boolean numbers = Character.isDigit(left.charAt(0)) && Character.isDigit(right.charAt(0));
		return numbers ? Integer.compare(Integer.parseInt(left), Integer.parseInt(right)) : left.compareTo(right);
	}

	private static List<String> tokens(String id) {
		List<String> tokens = new ArrayList<>();
		int start = 0;
		for (int i = 1; i <= id.length(); i++) {
			if (i == id.length() || Character.isDigit(id.charAt(i)) != Character.isDigit(id.charAt(i - 1))) {
				tokens.add(id.substring(start, i));
				start = i;
			}
		}
		return tokens;
	}

}
