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

package io.zmqtt.internal.session.sim;

import io.zmqtt.ReasonCode;
import io.zmqtt.internal.session.Arrival;
import io.zmqtt.internal.session.Delivery;
import io.zmqtt.internal.session.Ledger;
import io.zmqtt.internal.session.Route;
import org.jspecify.annotations.Nullable;

/**
 * A received message at one route, treated as the client treats it.
 */
final class SimDelivery extends Delivery {

	final SimRoute route;

	final int number;

	final int qos;

	private final @Nullable SimDelivery first;

	boolean finished;

	boolean handed;

	InboundChecks.@Nullable Receipt receipt;

	ReasonCode answer = ReasonCode.SUCCESS;

	SimDelivery(Arrival arrival, SimRoute route, @Nullable SimDelivery first) {
		super(arrival);
		this.route = route;
		this.number = Packets.number(payload());
		this.qos = qosValue();
		this.first = first;
	}

	private SimDelivery entry() {
		return (this.first != null) ? this.first : this;
	}

	/**
	 * Return whether the broker repeats it, so that it is discarded unhandled.
	 */
	boolean isRepeated() {
		Ledger ledger = entry().ledger();
		return this.qos == 1 && ledger != null && ledger.isRepeated() && !entry().isAcknowledged();
	}

	/**
	 * The application has finished with it.
	 * @return whether an acknowledgement is due
	 */
	boolean finish(ReasonCode reasonCode) {
		if (this.finished) {
			return false;
		}
		this.finished = true;
		this.answer = reasonCode;
		return this.qos > 0 && entry().release(reasonCode);
	}

	@Override
	protected boolean isHandedOver() {
		return this.handed;
	}

	@Override
	protected void giveUp(Route holder) {
		if (holder == this.route && !this.finished) {
			this.route.abandoned(this);
		}
	}

	@Override
	public String toString() {
		return "message " + this.number + " at " + this.route;
	}

}
